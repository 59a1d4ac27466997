import type { ReactNode } from "react";
import { routeId } from "../../../route-id.ts";
import { ChatFrame } from "./chat/chat-frame.tsx";

interface Props {
  params: Promise<{ sessionId: string }>;
  children: ReactNode;
}

/** A session's page and its chat. */
export default async function SessionLayout({ params, children }: Props) {
  const sessionId = routeId((await params).sessionId);
  if (sessionId === null) return children;
  return (
    <ChatFrame key={sessionId} sessionId={sessionId}>
      {children}
    </ChatFrame>
  );
}
