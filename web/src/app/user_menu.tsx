import { useMantineColorScheme } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { send } from "../api/client";
import { languages, setLanguage } from "../i18n";
import { Dropdown, MenuItem } from "../shared/dropdown";
import { initials } from "../shared/format";
import { useGo } from "./go";
import { useSession, useSignOut } from "./session";

export function UserMenu({ onKeys }: { onKeys: () => void }) {
  const { t, i18n } = useTranslation();
  const { person, company } = useSession();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const go = useGo();
  const signOut = useSignOut();
  const scheme = (value: "light" | "dark" | "system") => {
    setColorScheme(value === "system" ? "auto" : value);
    void send("/people/me", { method: "PATCH", body: { theme: value } }).catch(() => undefined);
  };
  const speak = (code: string) => {
    void setLanguage(code, true);
    void send("/people/me", { method: "PATCH", body: { language: code } }).catch(() => undefined);
  };
  return (
    <Dropdown
      className="who"
      panelLabel={t("user.menu", { name: person.name })}
      button={
        <>
          <span className="avatar">{initials(person.name)}</span>
          <span className="visually-hidden">{t("user.menu", { name: person.name })}</span>
        </>
      }
    >
      {(close) => (
        <>
          <div className="who-head">
            <strong>{person.name}</strong>
            <span className="dim small">
              {person.roles.map((role) => t(`role.${role}`, { defaultValue: role })).join(", ")}
            </span>
            <span className="dim small">{company}</span>
          </div>
          <hr className="menu-line" />
          {(["system", "light", "dark"] as const).map((value) => (
            <MenuItem
              key={value}
              icon={value === "system" ? "settings" : value === "light" ? "sun" : "moon"}
              chosen={colorScheme === (value === "system" ? "auto" : value)}
              onClick={() => scheme(value)}
            >
              {t(`theme.${value}`)}
            </MenuItem>
          ))}
          <hr className="menu-line" />
          {languages.map((language) => (
            <MenuItem
              key={language.code}
              icon="globe"
              lang={language.code}
              chosen={i18n.language === language.code}
              onClick={() => speak(language.code)}
            >
              {language.name}
            </MenuItem>
          ))}
          <hr className="menu-line" />
          <MenuItem
            icon="keyboard"
            onClick={() => {
              close();
              onKeys();
            }}
          >
            {t("keys.title")}
          </MenuItem>
          <MenuItem
            icon="settings"
            onClick={() => {
              close();
              go("/settings");
            }}
          >
            {t("nav.settings")}
          </MenuItem>
          <MenuItem icon="sign_out" onClick={() => void signOut()}>
            {t("user.sign_out")}
          </MenuItem>
        </>
      )}
    </Dropdown>
  );
}
