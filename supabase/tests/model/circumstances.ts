/** How a call was in flight, as far as its answer may depend on it. */
export interface Circumstances {
  /** Nothing else was in flight. */
  alone: boolean;
  /** Its sweep of dead leases found them free; among others it may find them locked, and leave them to the next one. */
  sweeps: boolean;
}
