/** `diskPercent`, `disk-percent` and `disk percent` are all DISK_PERCENT, as the names of environment variables have it. */
export function upperSnake(name: string): string {
  const snake = name.replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2").replaceAll(/[^A-Za-z0-9]+/g, "_");
  return snake.toUpperCase();
}
