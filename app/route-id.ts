/** The number in an address such as /runs/1042; null: nothing can stand there. */
export function routeId(text: string): number | null {
  return /^[1-9]\d{0,14}$/.test(text) ? Number(text) : null;
}
