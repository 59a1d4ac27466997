import { replaceEqualDeep } from "@tanstack/react-query";
import { useRef } from "react";

/** A value whose parts are those of the render before wherever they are equal, so that what shows one of them need not render again. */
export function useUnchanged<Value>(value: Value): Value {
  const held = useRef(value);
  held.current = replaceEqualDeep(held.current, value);
  return held.current;
}
