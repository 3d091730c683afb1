import { useTranslation } from "react-i18next";
import { languages } from "../i18n";
import { Dropdown, MenuItem } from "../shared/dropdown";
import { initials } from "../shared/format";
import { useGo } from "./go";
import { type OwnLook, useOwnLook, useSession, useSignOut } from "./session";
import { schemes, useScheme } from "./theme";

export function UserMenu({ onKeys }: { onKeys: () => void }) {
  const { t, i18n } = useTranslation();
  const { person, company } = useSession();
  const chosen = useScheme();
  const own = useOwnLook();
  const look = (wanted: OwnLook) => void own(wanted).catch(() => undefined);
  const go = useGo();
  const signOut = useSignOut();
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
          {schemes.map((value) => (
            <MenuItem
              key={value}
              icon={value === "system" ? "settings" : value === "light" ? "sun" : "moon"}
              chosen={chosen === value}
              onClick={() => look({ theme: value })}
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
              onClick={() => look({ language: language.code })}
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
