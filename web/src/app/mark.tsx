/** The mark of Evenhand: two beams in balance. */
export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="8" fill="#155e63" />
      <path d="M8 12.5h16M8 19.5h16" stroke="#fff" strokeWidth="3.2" strokeLinecap="round" />
      <circle cx="12" cy="12.5" r="3.1" fill="#155e63" stroke="#fff" strokeWidth="2.2" />
      <circle cx="20" cy="19.5" r="3.1" fill="#155e63" stroke="#fff" strokeWidth="2.2" />
    </svg>
  );
}
