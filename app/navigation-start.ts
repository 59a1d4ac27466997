type Listener = (url: string) => void;

const listeners = new Set<Listener>();

/** Tells that somebody has set out for another address; Next says so, inside of the transition that ends when the page is there. */
export function navigationStarts(url: string): void {
  for (const listener of listeners) listener(url);
}

/** Listens until the returned function is called. */
export function onNavigationStart(listener: Listener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
