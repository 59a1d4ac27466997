import { notFound } from "next/navigation";

/** The number in an address such as /runs/1042; anything else is a page that does not exist. */
export function routeId(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) notFound();
  return Number(text);
}
