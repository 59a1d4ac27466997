import type { BrowserContext } from "@playwright/test";

/**
 * Notes what no page may do, whatever is tested on it: break the content security policy, or let an error go uncaught. What stands in
 * the list when a test ends fails it.
 */
export async function watchPages(context: BrowserContext, faults: string[]): Promise<void> {
  context.on("weberror", (fault) => {
    const error = fault.error();
    faults.push(`uncaught on ${fault.page()?.url()}: ${error.stack ?? error.message}`);
  });
  // Awaited by nobody in the page, which may be on its way out.
  await context.exposeFunction("noteViolation", (text: string) => void faults.push(text));
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      const { effectiveDirective, blockedURI, sourceFile, lineNumber, sample } = event;
      const text = `forbidden by ${effectiveDirective} on ${location.href}: ${blockedURI} ${sample} (${sourceFile}:${lineNumber})`;
      void Reflect.get(window, "noteViolation")(text);
    });
  });
}
