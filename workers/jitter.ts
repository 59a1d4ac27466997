/** Plus or minus 40 %, so that workers that were started together spread. */
export function jitter(ms: number): number {
  return ms * (0.6 + Math.random() * 0.8);
}
