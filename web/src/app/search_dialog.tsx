import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { searchQuery } from "../api/queries";
import type { SearchHit } from "../api/types";
import { useDebouncedValue } from "../shared/debounce";
import { Dialog } from "../shared/dialog";
import { Icon } from "../shared/icons";
import "./search.css";
import { Snippet } from "../shared/safe_html";
import { useGo } from "./go";
import { useMay } from "./session";

const icons = { case: "desk", procedure: "library", guidance: "library", message: "chat" } as const;

export default function SearchDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const go = useGo();
  const may = useMay();
  const id = useId();
  const [text, setText] = useState("");
  const asked = useDebouncedValue(text, 180);
  const [at, setAt] = useState(0);
  const { data, isFetching, error } = useQuery(searchQuery(asked));
  const hits = asked.trim().length >= 2 ? (data ?? []) : [];

  function follow(hit: SearchHit) {
    onClose();
    if (hit.kind === "procedure" || hit.kind === "guidance") go(`/library/${hit.target}`);
    else go(`${may("case.work") || may("case.approve") ? "/desk" : "/record"}/${hit.target}`);
  }
  function key(event: KeyboardEvent) {
    const move = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (move && hits.length > 0) {
      event.preventDefault();
      setAt((before) => (before + move + hits.length) % hits.length);
    } else if (event.key === "Enter" && hits[at]) {
      event.preventDefault();
      follow(hits[at]);
    }
  }
  const status =
    asked.trim().length < 2
      ? t("search.hint")
      : error
        ? t("problem.unknown")
        : t("search.found", { count: hits.length });
  return (
    <Dialog onClose={onClose} wide bare title={t("search.title")}>
      <div className="search-box">
        <Icon name="search" />
        <input
          data-autofocus
          type="text"
          role="combobox"
          aria-label={t("search.title")}
          aria-expanded={hits.length > 0}
          aria-controls={`${id}-list`}
          aria-activedescendant={hits[at] ? `${id}-${at}` : undefined}
          autoComplete="off"
          placeholder={t("search.placeholder")}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={key}
        />
        <button type="button" className="icon-button" aria-label={t("common.close")} onClick={onClose}>
          <Icon name="cross" size={16} />
        </button>
      </div>
      <div id={`${id}-list`} role="listbox" aria-label={t("search.results")} className="search-hits">
        {hits.map((hit, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: arrow keys and Enter act in the search field
          <div
            key={`${hit.kind}/${hit.id}/${hit.title}`}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            className="search-hit"
            onClick={() => follow(hit)}
            onMouseMove={() => setAt(index)}
          >
            <Icon name={icons[hit.kind] ?? "info"} />
            <span className="search-hit-text">
              <span className="search-hit-title">{hit.title}</span>
              {hit.snippet_html && <Snippet html={hit.snippet_html} />}
            </span>
            <span className="dim small">{t(`search.kind_${hit.kind}`)}</span>
          </div>
        ))}
      </div>
      <p className="search-status dim small" role="status">
        {isFetching && asked.trim().length >= 2 ? t("common.loading") : status}
      </p>
    </Dialog>
  );
}
