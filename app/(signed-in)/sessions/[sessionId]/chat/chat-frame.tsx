"use client";
import { MessagesSquare, X } from "lucide-react";
import dynamic from "next/dynamic";
import { useSearchParams } from "next/navigation";
import { createContext, type ReactNode, useContext, useState } from "react";
import { useShortcuts } from "../../../../../components/shortcuts/shortcuts.tsx";
import { TableLoading } from "../../../../../components/states/loading.tsx";
import { Button } from "../../../../../components/ui/button.tsx";
import { useHints } from "../../../../../lib/realtime/use-hints.ts";
import { topics } from "../../../../../supabase/functions/_shared/contracts/topics.ts";

const Chat = dynamic(() => import("./chat.tsx"), { loading: () => <TableLoading what="the chat" /> });

const ChatToggleContext = createContext<ReactNode>(null);
/** The button that opens and closes the chat of the session around it. */
export const useChatToggle = () => useContext(ChatToggleContext);

/** A session's page with its chat beside it, or in its place where there is no room. `?chat` in the address says that it is open. */
export function ChatFrame({ sessionId, children }: { sessionId: number; children: ReactNode }) {
  const parameters = useSearchParams();
  const open = parameters.has("chat");
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
    // Without a value, and with what else stands in the address.
    const others = [...parameters.entries()].filter(([name]) => name !== "chat");
    const query = [new URLSearchParams(others).toString(), ...(next ? ["chat"] : [])].filter((part) => part !== "");
    window.history.replaceState(null, "", query.length > 0 ? `?${query.join("&")}` : window.location.pathname);
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
            <Chat sessionId={sessionId} />
          </aside>
        )}
      </div>
    </ChatToggleContext>
  );
}
