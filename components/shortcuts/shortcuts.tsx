"use client";
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useEffectEvent,
  useMemo,
  useRef,
  useState,
} from "react";
import { isTyping } from "./is-typing.ts";

export interface Shortcut {
  /** As the list names them: `j`, `Ctrl`, `K`. */
  keys: readonly string[];
  does: string;
  /** Done when the one key is pressed outside of fields and dialogs; absent where the screen listens itself. */
  run?: () => void;
}

export interface ShortcutGroup {
  name: string;
  shortcuts: readonly Shortcut[];
}

interface Registry {
  add: (group: ShortcutGroup) => () => void;
  groups: readonly ShortcutGroup[];
}

const ShortcutsContext = createContext<Registry | null>(null);

/** The shortcuts of what is on the screen, the widest first. */
export function useShortcutGroups(): readonly ShortcutGroup[] {
  return useContext(ShortcutsContext)?.groups ?? [];
}

/** Registers a screen's shortcuts for as long as it is there. They are compared by their words, so they need not be kept. */
export function useShortcuts(name: string, shortcuts: readonly Shortcut[]): void {
  const add = useContext(ShortcutsContext)?.add;
  const latest = useRef(shortcuts);
  latest.current = shortcuts;
  const words = JSON.stringify(shortcuts.map(({ keys, does, run }) => [keys, does, run !== undefined]));
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words stand for the list, whose functions are looked up when a key is pressed
  useEffect(() => {
    if (latest.current.length === 0) return;
    return add?.({
      name,
      shortcuts: latest.current.map((shortcut, index) => ({
        ...shortcut,
        ...(shortcut.run && { run: () => latest.current[index]?.run?.() }),
      })),
    });
  }, [add, name, words]);
}

/** Where screens register their shortcuts; listens for those that have something to do. */
export function ShortcutsProvider({ children }: { children: ReactNode }) {
  const [groups, setGroups] = useState<readonly ShortcutGroup[]>([]);
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event)) return;
    // The last to come is nearest to the reader.
    const pressed = groups
      .flatMap(({ shortcuts }) => shortcuts)
      .findLast(({ keys, run }) => run !== undefined && keys.length === 1 && keys[0] === event.key);
    if (pressed?.run === undefined) return;
    event.preventDefault();
    pressed.run();
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => press(event);
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
  const add = useCallback((group: ShortcutGroup) => {
    setGroups((before) => [...before, group]);
    return () => setGroups((before) => before.filter((other) => other !== group));
  }, []);
  const registry = useMemo(() => ({ groups, add }), [groups, add]);
  return <ShortcutsContext value={registry}>{children}</ShortcutsContext>;
}
