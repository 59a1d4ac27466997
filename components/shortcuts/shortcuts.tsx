"use client";
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useEffectEvent,
  useRef,
  useState,
  useSyncExternalStore,
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

/** One for the page: a group that comes or goes renders only who asks for all of them. */
function createRegistry() {
  const listeners = new Set<() => void>();
  let groups: readonly ShortcutGroup[] = [];
  const become = (changed: readonly ShortcutGroup[]) => {
    groups = changed;
    for (const listener of listeners) listener();
  };
  return {
    add(group: ShortcutGroup) {
      become([...groups, group]);
      return () => become(groups.filter((other) => other !== group));
    },
    groups: () => groups,
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

const ShortcutsContext = createContext<ReturnType<typeof createRegistry> | null>(null);

const none: readonly ShortcutGroup[] = [];

/** The shortcuts of what is on the screen, the widest first. */
export function useShortcutGroups(): readonly ShortcutGroup[] {
  const registry = useContext(ShortcutsContext);
  if (registry === null) throw new Error("shortcuts need a ShortcutsProvider above them");
  return useSyncExternalStore(registry.subscribe, registry.groups, () => none);
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
  const [registry] = useState(createRegistry);
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event)) return;
    // The last to come is nearest to the reader.
    const pressed = registry
      .groups()
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
  return <ShortcutsContext value={registry}>{children}</ShortcutsContext>;
}
