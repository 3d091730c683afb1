import { useEffect, useRef, useState } from "react";
import { useDebouncedCallback } from "./debounce";

const WAIT_MS = 220;

interface SearchFieldProps {
  label: string;
  value: string;
  className: string;
  /** Called once the reader stops typing, with the words trimmed. */
  onChange: (words: string) => void;
}
/** Words to search a list by. What is typed shows at once; the list follows when the typing stops. */
export function SearchField({ label, value, className, onChange }: SearchFieldProps) {
  const [text, setText] = useState(value);
  const told = useRef(value);
  const later = useDebouncedCallback((words: string) => {
    told.current = words;
    onChange(words);
  }, WAIT_MS);
  // What comes back is one's own words, trimmed; anything else was set elsewhere.
  useEffect(() => {
    if (value !== told.current) setText(value);
    told.current = value;
  }, [value]);
  return (
    <input
      type="search"
      className={`select ${className}`}
      aria-label={label}
      placeholder={label}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        later(event.currentTarget.value.trim());
      }}
    />
  );
}
