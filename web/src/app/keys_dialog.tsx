import { useTranslation } from "react-i18next";
import { Dialog } from "../shared/dialog";
import { singleKeysOn } from "./keys";
import "./search.css";

interface KeysDialogProps {
  onClose: () => void;
  places: { key: string; letter: string }[];
}
export default function KeysDialog({ onClose, places }: KeysDialogProps) {
  const { t } = useTranslation();
  const groups: [string, [string, string][]][] = [
    [
      "keys.everywhere",
      [
        ["/", "keys.search"],
        ["?", "keys.help"],
        ...places.map((place): [string, string] => [`g ${place.letter}`, place.key]),
        ["g s", "nav.settings"],
      ],
    ],
    [
      "keys.desk",
      [
        ["j", "keys.down"],
        ["k", "keys.up"],
        ["n", "keys.next"],
        ["c", "keys.create"],
        ["1", "keys.queue"],
        ["2", "keys.conversation"],
        ["3", "keys.guide"],
        ["e", "keys.current"],
        ["r", "keys.reply"],
        ["m", "keys.note"],
        ["u", "keys.undo"],
        ["x", "keys.close"],
      ],
    ],
    [
      "keys.editor",
      [
        ["Ctrl S", "keys.save"],
        ["Ctrl Space", "keys.complete"],
        ["Tab", "keys.leave"],
      ],
    ],
  ];
  return (
    <Dialog onClose={onClose} title={t("keys.title")} wide>
      {!singleKeysOn() && <p className="note-box">{t("keys.off")}</p>}
      <div className="keys">
        {groups.map(([title, rows]) => (
          <section key={title}>
            <h3 className="small-title">{t(title)}</h3>
            <dl>
              {rows.map(([key, text]) => (
                <div key={key} className="keys-row">
                  <dt>
                    {key.split(" ").map((part) => (
                      <kbd key={part}>{part}</kbd>
                    ))}
                  </dt>
                  <dd>{t(text)}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
