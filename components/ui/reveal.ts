/** As a `ref`: brings what appears into view where it stands outside of it, such as below the fold of a long dialog. */
export const reveal = (element: HTMLElement | null) => element?.scrollIntoView({ block: "nearest" });
