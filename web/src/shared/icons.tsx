/** The pictures beside words, drawn on a 24 by 24 grid. They are decoration: the words carry the meaning. */
const paths = {
  desk: "M3 5h18v11H3zM8 20h8M12 16v4",
  approve: "M12 3l7 3v5c0 4.6-3 8.2-7 10-4-1.8-7-5.4-7-10V6zM9 12l2.2 2.2L15.5 10",
  library: "M5 4h4v16H5zM9 6h4v14H9zM14.5 6.6l3.8-1 3.5 13.4-3.8 1z",
  author: "M4 20l4.5-1L19 8.5 15.5 5 5 15.5zM13.5 7l3.5 3.5",
  record: "M6 3h9l4 4v14H6zM15 3v4h4M9 12h7M9 16h7",
  people:
    "M9 11a3.5 3.5 0 100-7 3.5 3.5 0 000 7zM3 20c0-3.3 2.7-6 6-6s6 2.7 6 6M16 4.5a3.5 3.5 0 010 6.5M17.5 14.5c2.1.8 3.5 3 3.5 5.5",
  key: "M14.5 9.5a4 4 0 11-1.2-2.8M13 9.5h8M18 9.5v3.5M21 9.5V12",
  settings: "M4 7h9M17 7h3M4 17h3M11 17h9M15 4.5v5M9 14.5v5",
  bell: "M6 17V11a6 6 0 0112 0v6l1.5 1.5h-15zM10 21h4",
  search: "M11 18a7 7 0 100-14 7 7 0 000 14zM16 16l4.5 4.5",
  plus: "M12 5v14M5 12h14",
  next: "M5 12h13M13 6l6 6-6 6",
  back: "M19 12H6M11 18l-6-6 6-6",
  check: "M5 12.5l4.5 4.5L19 7.5",
  cross: "M6 6l12 12M18 6L6 18",
  clock: "M12 21a9 9 0 100-18 9 9 0 000 18zM12 7v5.5l3.5 2",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  undo: "M8 5L4 9l4 4M4 9h10a5.5 5.5 0 010 11h-3",
  pause: "M8 5v14M16 5v14",
  play: "M7 5l12 7-12 7z",
  handover: "M4 8h13M13 4l4 4-4 4M20 16H7M11 12l-4 4 4 4",
  close: "M4 6h16v4H4zM6 10v9h12v-9M10 14h4",
  flag: "M6 21V4h11l-2.5 4L17 12H6",
  note: "M5 4h14v11l-5 5H5zM14 20v-5h5",
  send: "M4 12L20 4l-5 16-3.5-6.5z",
  customer: "M12 12a4 4 0 100-8 4 4 0 000 8zM5 20c0-3.9 3.1-7 7-7s7 3.1 7 7",
  phone: "M6 3h4l1.5 5L9 10a12 12 0 005 5l2-2.5 5 1.5v4a2 2 0 01-2 2C11 20 4 13 4 5a2 2 0 012-2z",
  email: "M3 6h18v12H3zM3 7l9 7 9-7",
  chat: "M4 5h16v11H10l-5 4v-4H4z",
  web: "M12 21a9 9 0 100-18 9 9 0 000 18zM3.5 9h17M3.5 15h17M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18",
  sun: "M12 16a4 4 0 100-8 4 4 0 000 8zM12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M5 19l2-2M17 7l2-2",
  moon: "M20 14A8.5 8.5 0 019.5 4 8.5 8.5 0 1020 14z",
  law: "M12 4v16M7 20h10M5 7h14M5 7l-2.5 6h5zM19 7l-2.5 6h5z",
  warning: "M12 4l9 16H3zM12 10v4M12 17v.5",
  info: "M12 21a9 9 0 100-18 9 9 0 000 18zM12 11v5M12 8v.5",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  filter: "M4 6h16M7 12h10M10 18h4",
  keyboard: "M3 6h18v12H3zM7 10h.01M11 10h.01M15 10h.01M8 14h8",
  download: "M12 4v11M7 11l5 5 5-5M5 20h14",
  upload: "M12 16V5M7 9l5-5 5 5M5 20h14",
  photo: "M4 8h4l2-3h4l2 3h4v11H4zM12 17a3.5 3.5 0 100-7 3.5 3.5 0 000 7z",
  play_test: "M9 3h6M10 3v6l-5 9a2 2 0 002 3h10a2 2 0 002-3l-5-9V3",
  menu: "M4 7h16M4 12h16M4 17h16",
  skip: "M5 6l7 6-7 6zM13 6l7 6-7 6z",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 017 0v3",
  decide: "M12 3v5M12 8l-6 5v4M12 8l6 5v4M3.5 17h5v4h-5zM15.5 17h5v4h-5z",
  bolt: "M13 3L5 14h6l-1 7 8-11h-6z",
  sign_out: "M10 4H5v16h5M14 8l4 4-4 4M18 12H9",
  fit: "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5",
  minus: "M5 12h14",
  eye: "M2 12c2.5-4.5 6-7 10-7s7.5 2.5 10 7c-2.5 4.5-6 7-10 7s-7.5-2.5-10-7zM12 15a3 3 0 100-6 3 3 0 000 6z",
  eye_off:
    "M4 4l16 16M9.5 5.4A9.6 9.6 0 0112 5c4 0 7.5 2.5 10 7a17 17 0 01-3 3.9M6.5 6.6C4.7 7.8 3.2 9.7 2 12c2.5 4.500 6 7 10 7 1.7 0 3.3-.4 4.7-1.200M10 10a3 3 0 004 4",
  globe: "M12 21a9 9 0 100-18 9 9 0 000 18zM3.5 9h17M3.5 15h17",
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, size = 18, className }: { name: IconName; size?: number; className?: string }) {
  return (
    <svg
      className={className}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={paths[name]} strokeWidth={name === "more" ? 3 : undefined} />
    </svg>
  );
}

const channelIcons: Record<string, IconName> = {
  phone: "phone",
  email: "email",
  chat: "chat",
  sms: "chat",
  web: "web",
  letter: "record",
  "in person": "customer",
};
export function channelIcon(channel: string | null | undefined): IconName {
  return channelIcons[channel ?? ""] ?? "chat";
}
