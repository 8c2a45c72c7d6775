/** A strip of tape: two rows of holes and the track between them. */
export function Logo({ size = 20 }: { size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      aria-hidden
      className="shrink-0"
    >
      <rect x="2" y="5" width="20" height="14" rx="2.5" strokeWidth="1.75" />
      <path d="M5.5 8.75h2M11 8.75h2M16.5 8.75h2M5.5 15.25h2M11 15.25h2M16.5 15.25h2" strokeWidth="1.75" />
      <path d="M5.5 12h13" strokeWidth="1.25" />
    </svg>
  );
}
