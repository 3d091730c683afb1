import { Menu, useMantineColorScheme } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { send } from "../api/client";
import { languages, setLanguage } from "../i18n";
import { initials } from "../shared/format";
import { Icon } from "../shared/icons";
import { useGo } from "./go";
import { useSession, useSignOut } from "./session";

export function UserMenu({ onKeys }: { onKeys: () => void }) {
  const { t, i18n } = useTranslation();
  const { person, company } = useSession();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const go = useGo();
  const signOut = useSignOut();
  const scheme = (value: "light" | "dark" | "auto") => {
    setColorScheme(value);
    void send("/people/me", { method: "PATCH", body: { theme: value } }).catch(() => undefined);
  };
  const speak = (code: string) => {
    void setLanguage(code, true);
    void send("/people/me", { method: "PATCH", body: { language: code } }).catch(() => undefined);
  };
  return (
    <Menu position="bottom-end" width={240} shadow="md">
      <Menu.Target>
        <button type="button" className="who" aria-label={t("user.menu", { name: person.name })}>
          <span className="avatar" aria-hidden="true">
            {initials(person.name)}
          </span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <div className="who-head">
          <strong>{person.name}</strong>
          <span className="dim small">
            {person.roles.map((role) => t(`role.${role}`, { defaultValue: role })).join(", ")}
          </span>
          <span className="dim small">{company}</span>
        </div>
        <Menu.Divider />
        {(["auto", "light", "dark"] as const).map((value) => (
          <Menu.Item
            key={value}
            leftSection={<Icon name={value === "auto" ? "settings" : value === "light" ? "sun" : "moon"} size={16} />}
            rightSection={colorScheme === value ? <Icon name="check" size={16} /> : null}
            onClick={() => scheme(value)}
          >
            {t(`theme.${value}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        {languages.map((language) => (
          <Menu.Item
            key={language.code}
            lang={language.code}
            leftSection={<Icon name="globe" size={16} />}
            rightSection={i18n.language === language.code ? <Icon name="check" size={16} /> : null}
            onClick={() => speak(language.code)}
          >
            {language.name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<Icon name="keyboard" size={16} />} onClick={onKeys}>
          {t("keys.title")}
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="settings" size={16} />} onClick={() => go("/settings")}>
          {t("nav.settings")}
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="sign_out" size={16} />} onClick={() => void signOut()}>
          {t("user.sign_out")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
