/** Waiting until someone stops typing. */
import { useCallback, useEffect, useRef, useState } from "react";

/** `callback` with the arguments of the last call, once no call has come for `waitMs`; never after the screen is gone. */
export function useDebouncedCallback<A extends unknown[]>(callback: (...values: A) => void, waitMs: number) {
  const latest = useRef(callback);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    latest.current = callback;
  });
  useEffect(() => () => clearTimeout(timer.current), []);
  return useCallback(
    (...values: A) => {
      clearTimeout(timer.current);
      timer.current = setTimeout(() => latest.current(...values), waitMs);
    },
    [waitMs],
  );
}

/** `value` as it was when it last stood still for `waitMs`. */
export function useDebouncedValue<T>(value: T, waitMs: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), waitMs);
    return () => clearTimeout(timer);
  }, [value, waitMs]);
  return settled;
}
