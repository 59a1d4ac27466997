/** `1 live worker`, `2 live workers`, `no live workers`. */
export function countText(count: number, noun: string): string {
  return `${count === 0 ? "no" : count} ${noun}${count === 1 ? "" : "s"}`;
}
