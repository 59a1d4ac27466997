/** Lets the browser answer and draw before what follows. By a timer only where it must be: those of a page in the background are slow. */
export async function nextTask(): Promise<void> {
  if (typeof scheduler !== "undefined" && "yield" in scheduler) await scheduler.yield();
  else await new Promise((resolve) => setTimeout(resolve));
}
