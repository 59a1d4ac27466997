"use client";
import { Monitor, Moon, Sun } from "lucide-react";
import type { ThemeChoice } from "../types.ts";
import { DropdownMenuLabel, DropdownMenuRadioGroup, DropdownMenuRadioItem } from "../ui/dropdown-menu.tsx";

export interface ThemeMenuProps {
  theme: ThemeChoice;
  onThemeChange: (theme: ThemeChoice) => void;
}

const choices = [
  { value: "system", label: "As the system", icon: Monitor },
  { value: "light", label: "Light", icon: Sun },
  { value: "dark", label: "Dark", icon: Moon },
] as const;

/** Light, dark or as the system; inside a menu. */
export function ThemeMenu({ theme, onThemeChange }: ThemeMenuProps) {
  const change = (value: string) => onThemeChange(choices.find((choice) => choice.value === value)?.value ?? "system");
  return (
    <>
      <DropdownMenuLabel>Theme</DropdownMenuLabel>
      <DropdownMenuRadioGroup value={theme} onValueChange={change}>
        {choices.map((choice) => (
          <DropdownMenuRadioItem key={choice.value} value={choice.value}>
            <choice.icon aria-hidden />
            {choice.label}
          </DropdownMenuRadioItem>
        ))}
      </DropdownMenuRadioGroup>
    </>
  );
}
