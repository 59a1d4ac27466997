import { navigationStarts } from "./app/navigation-start.ts";
import { cn } from "./components/ui/cn.ts";

/**
 * Before anything else in the browser: zod would try out whether it may compile its checks into functions; the page's policy forbids that, and
 * browsers report every try. Set where zod's own `config` keeps it, since importing that would put 7 KB of zod on pages that have none.
 */
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });

// Joining classes for the first time builds a table of all of them, which costs a phone 40 ms: in a task of its own, before the first render wants it.
setTimeout(() => cn());

/** Next calls it when somebody sets out for another page. */
export const onRouterTransitionStart = navigationStarts;
