/** One value of this process, however many bundles hold this module: the proxy and the routes are built apart. */
export function shared<Value extends object>(name: string, make: () => Value): Value {
  const key = Symbol.for(`ops-setup-${name}`);
  const known: unknown = Reflect.get(globalThis, key);
  // The cast: only this function writes under this key.
  if (known !== undefined) return known as Value;
  const value = make();
  Reflect.set(globalThis, key, value);
  return value;
}
