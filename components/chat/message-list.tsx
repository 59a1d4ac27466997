"use client";
import { type ReactNode, useEffect, useRef } from "react";
import { Button } from "../ui/button.tsx";

export interface MessageListProps {
  hasOlder: boolean;
  loadingOlder: boolean;
  onOlder: () => void;
  /** The newest line's number: when it changes, somebody said something. */
  newest: number | null;
  /** Whoever says something wants to see what comes of it. */
  newestIsMine: boolean;
  children: ReactNode;
}

/** Lines in their order. Stays at the end as long as the reader is there, also when a card grows. */
export function MessageList({ hasOlder, loadingOlder, onOlder, newest, newestIsMine, children }: MessageListProps) {
  const box = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLOListElement>(null);
  const atEnd = useRef(true);
  useEffect(() => {
    const follow = () => {
      if (atEnd.current && box.current !== null) box.current.scrollTop = box.current.scrollHeight;
    };
    const observer = new ResizeObserver(follow);
    if (content.current !== null) observer.observe(content.current);
    if (box.current !== null) observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    if (newest === null || !newestIsMine || box.current === null) return;
    atEnd.current = true;
    box.current.scrollTop = box.current.scrollHeight;
  }, [newest, newestIsMine]);
  const onScroll = () => {
    const { scrollTop = 0, scrollHeight = 0, clientHeight = 0 } = box.current ?? {};
    atEnd.current = scrollHeight - scrollTop - clientHeight < 40;
  };
  return (
    <div
      ref={box}
      role="log"
      aria-label="Chat"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
      tabIndex={0}
      onScroll={onScroll}
      className="min-h-0 flex-1 overflow-y-auto px-3 py-3 -outline-offset-2"
    >
      {hasOlder && (
        <Button size="sm" className="mb-3" busy={loadingOlder} onClick={onOlder}>
          Show older lines
        </Button>
      )}
      <ol ref={content} className="flex flex-col gap-4">
        {children}
      </ol>
    </div>
  );
}
