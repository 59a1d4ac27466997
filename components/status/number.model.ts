/** `12,345`. By hand: a phone takes a while to learn how a language writes numbers. */
export function numberText(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}
