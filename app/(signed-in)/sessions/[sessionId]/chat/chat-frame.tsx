"use client";
import { MessagesSquare, X } from "lucide-react";
import { createContext, lazy, type ReactNode, Suspense, useContext, useRef, useState } from "react";
import { type BegunLine, ChatLoading } from "../../../../../components/chat/chat-loading.tsx";
import { useShortcuts } from "../../../../../components/shortcuts/shortcuts.tsx";
import { Button } from "../../../../../components/ui/button.tsx";
import { byFinger } from "../../../../../components/ui/use-focus-return.ts";
import { useHints } from "../../../../../lib/realtime/use-hints.ts";
import { topics } from "../../../../../supabase/functions/_shared/contracts/topics.ts";
import { useOpenChat } from "./use-open-chat.ts";

const Chat = lazy(() => import("./chat.tsx"));

const ChatToggleContext = createContext<ReactNode>(null);
/** The button that opens and closes the chat of the session around it. */
export const useChatToggle = () => useContext(ChatToggleContext);

/** A session's page with its chat beside it, or in its place where there is no room. `?chat` in the address says that it is open. */
export function ChatFrame({ sessionId, children }: { sessionId: number; children: ReactNode }) {
  const chat = useOpenChat();
  const { open } = chat;
  const begun = useRef<BegunLine>({ text: "", focused: false });
  const [unread, setUnread] = useState(0);
  useHints(
    topics.session(sessionId),
    (event) => {
      if (event === "chat_changed" && !open) setUnread((count) => count + 1);
    },
    () => undefined,
  );
  const change = (next: boolean) => {
    setUnread(0);
    begun.current = { text: "", focused: next && !byFinger() };
    chat.change(next);
  };
  useShortcuts("Session", [{ keys: ["c"], does: "Open or close the chat", run: () => change(!open) }]);
  const toggle = (
    <Button aria-expanded={open} data-chat-toggle onClick={() => change(!open)}>
      <MessagesSquare aria-hidden />
      Chat
      {unread > 0 && (
        <span className="rounded-full bg-accent-soft px-1.5 text-accent text-sm tabular-nums">
          {unread}
          <span className="sr-only"> new</span>
        </span>
      )}
    </Button>
  );
  return (
    <ChatToggleContext value={toggle}>
      <div className={open ? "xl:grid xl:grid-cols-[minmax(0,1fr)_24rem]" : undefined}>
        <div className={open ? "max-xl:hidden" : undefined}>{children}</div>
        {open && (
          <aside
            ref={chat.aside}
            aria-label="Chat"
            className="sticky top-20 flex h-[calc(100dvh-5rem)] flex-col border-line bg-surface xl:top-11 xl:h-[calc(100dvh-2.75rem)] xl:border-l"
          >
            <header className="flex h-11 shrink-0 items-center gap-2 border-line border-b px-3">
              <h2 className="font-semibold text-lg">Chat</h2>
              <Button variant="ghost" size="sm" className="ml-auto" onClick={() => change(false)}>
                <X aria-hidden />
                <span className="xl:hidden">Back to the board</span>
                <span className="max-xl:hidden">Close</span>
              </Button>
            </header>
            <Suspense fallback={<ChatLoading begun={begun} />}>
              <Chat sessionId={sessionId} begun={begun} />
            </Suspense>
          </aside>
        )}
      </div>
    </ChatToggleContext>
  );
}
