import { navigationStarts } from "./app/navigation-start.ts";

/**
 * Before anything else in the browser: zod would try out whether it may compile its checks into functions; the page's policy forbids that, and
 * browsers report every try. Set where zod's own `config` keeps it, since importing that would put 7 KB of zod on pages that have none.
 */
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });

/** Next calls it when somebody sets out for another page. */
export const onRouterTransitionStart = navigationStarts;
