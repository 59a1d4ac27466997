"use client";
import { Check } from "lucide-react";
import { Select as Radix } from "radix-ui";
import type { MenuProps } from "./menu-on-demand.tsx";
import type { SelectProps } from "./select.tsx";

/** The values that a field can have; open from its first frame on. */
export function SelectPanel({
  trigger,
  value,
  onValueChange,
  options,
  disabled = false,
}: MenuProps & Pick<SelectProps, "value" | "onValueChange" | "options" | "disabled">) {
  return (
    <Radix.Root defaultOpen value={value} onValueChange={onValueChange} disabled={disabled}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          ref={inertAround}
          position="popper"
          sideOffset={4}
          collisionPadding={8}
          className="z-50 max-h-[min(22rem,var(--radix-select-content-available-height))] min-w-[var(--radix-select-trigger-width)] overflow-hidden rounded-md border border-line bg-raised shadow-pop"
        >
          <Radix.Viewport className="p-1">
            {options.map((option) => (
              <Radix.Item
                key={option.value}
                value={option.value}
                disabled={option.disabled ?? false}
                className="relative flex min-h-7 select-none items-center rounded-sm py-1 pr-3 pl-7 outline-none data-[disabled]:opacity-55 data-[highlighted]:bg-hover"
              >
                <Radix.ItemIndicator className="absolute left-2">
                  <Check aria-hidden className="size-3.5" />
                </Radix.ItemIndicator>
                <Radix.ItemText>{option.label}</Radix.ItemText>
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** Radix hides from screen readers what is around an open list; what is hidden must not take the focus either. */
function inertAround(content: HTMLElement | null) {
  if (content === null) return;
  const around = [...document.body.children].filter(
    (element): element is HTMLElement => element instanceof HTMLElement && !element.inert && !element.contains(content),
  );
  for (const element of around) element.inert = true;
  return () => {
    for (const element of around) element.inert = false;
  };
}
