/** Three lanes, one of them under way. */
export function Logo() {
  return (
    <svg viewBox="0 0 20 20" aria-hidden="true" className="size-5 text-accent">
      <rect x="2" y="3" width="16" height="3" rx="1.5" fill="currentColor" opacity="0.35" />
      <rect x="2" y="8.5" width="10" height="3" rx="1.5" fill="currentColor" />
      <rect x="2" y="14" width="16" height="3" rx="1.5" fill="currentColor" opacity="0.35" />
    </svg>
  );
}
