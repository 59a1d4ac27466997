"use client";
import { type ReactNode, startTransition, useEffect, useRef, useState } from "react";

export interface InSightProps {
  /** What stands there until then, in the same size. */
  placeholder: ReactNode;
  children: ReactNode;
}

/** Begins with its content when that comes into sight, and keeps it from then on. */
export function InSight({ placeholder, children }: InSightProps) {
  const [seen, setSeen] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (place.current === null) return;
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      startTransition(() => setSeen(true));
    });
    observer.observe(place.current);
    return () => observer.disconnect();
  }, []);
  return <div ref={place}>{seen ? children : placeholder}</div>;
}
