/** English and Spanish. Only the language in use is loaded; the choice is the person's setting, else the browser's. */
import i18next from "i18next";
import { initReactI18next } from "react-i18next";

export const languages = [
  { code: "en", name: "English" },
  { code: "es", name: "Español" },
] as const;
export type Language = (typeof languages)[number]["code"];
const STORED = "evenhand-language";

const load: Record<Language, () => Promise<{ default: object }>> = {
  en: () => import("./en"),
  es: () => import("./es"),
};

function asLanguage(text: string | null | undefined): Language | undefined {
  const code = text?.slice(0, 2).toLowerCase();
  return languages.find((entry) => entry.code === code)?.code;
}
export function preferredLanguage(): Language {
  for (const entry of [localStorage.getItem(STORED), ...(navigator.languages ?? [])]) {
    const language = asLanguage(entry);
    if (language) return language;
  }
  return "en";
}

async function add(language: Language): Promise<void> {
  if (i18next.hasResourceBundle(language, "translation")) return;
  i18next.addResourceBundle(language, "translation", (await load[language]()).default, true, true);
}

export async function startLanguage(): Promise<void> {
  const language = preferredLanguage();
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: {},
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  await setLanguage(language);
}

/** Changes the language of the page; `keep` remembers it on this browser. */
export async function setLanguage(text: string, keep = false): Promise<void> {
  const language = asLanguage(text) ?? "en";
  await add(language);
  document.documentElement.lang = language;
  if (keep) localStorage.setItem(STORED, language);
  await i18next.changeLanguage(language);
}
