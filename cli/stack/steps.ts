/** Prints the steps of the start as they happen: what, how far, how long. */
export class Steps {
  readonly #total: number;
  #done = 0;
  #interrupted = false;

  constructor(total: number) {
    this.#total = total;
  }

  /** Runs one step; its answer's `detail` is printed at the end of the line. */
  async run<T extends { detail: string }>(name: string, work: () => Promise<T>): Promise<T> {
    this.#done += 1;
    process.stdout.write(`[${this.#done}/${this.#total}] ${name} ... `);
    const started = performance.now();
    try {
      const result = await work();
      console.log(`${result.detail} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
      return result;
    } catch (error) {
      console.log(this.#interrupted ? "interrupted" : "failed");
      throw error;
    }
  }

  /** From now on a step that ends badly was interrupted, not faulty. */
  interrupt(): void {
    this.#interrupted = true;
  }
}
