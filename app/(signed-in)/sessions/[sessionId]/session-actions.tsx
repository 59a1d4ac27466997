"use client";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useState } from "react";
import { SessionActionsMenu, type SessionQuestion } from "../../../../components/session/session-actions-menu.tsx";
import type { SessionView } from "../../../../components/types.ts";
import { useControlRoom } from "../../../../lib/context.ts";
import { operatorListQuery } from "../../../../lib/operators/operator-list-query.ts";
import { actionResult } from "../../../../lib/query/action-result.ts";
import { useArchiveSession } from "../../../../lib/sessions/session-archive-mutation.ts";
import { useAddSessionMember } from "../../../../lib/sessions/session-member-add-mutation.ts";
import { sessionMemberListQuery } from "../../../../lib/sessions/session-member-list-query.ts";
import { useRemoveSessionMember } from "../../../../lib/sessions/session-member-remove-mutation.ts";
import { useRenameSession } from "../../../../lib/sessions/session-rename-mutation.ts";
import { useReopenSession } from "../../../../lib/sessions/session-reopen-mutation.ts";
import { useSetSessionVisibility } from "../../../../lib/sessions/session-set-visibility-mutation.ts";
import { useMayWrite, useMe } from "../../me.tsx";

const MembersDialog = dynamic(() =>
  import("../../../../components/session/members-dialog.tsx").then((module) => module.MembersDialog),
);
const RenameSessionDialog = dynamic(() =>
  import("../../../../components/session/rename-session-dialog.tsx").then((module) => module.RenameSessionDialog),
);
const ReopenSessionDialog = dynamic(() =>
  import("../../../../components/session/reopen-session-dialog.tsx").then((module) => module.ReopenSessionDialog),
);
const ArchiveSessionDialog = dynamic(() =>
  import("../../../../components/session/archive-session-dialog.tsx").then((module) => module.ArchiveSessionDialog),
);

type Session = Pick<SessionView, "id" | "name" | "visibility" | "archived_at">;

/** A session's menu with its dialogs and commands. */
export function SessionActions({ session }: { session: Session }) {
  const { connect } = useControlRoom();
  const me = useMe();
  const canWrite = useMayWrite();
  const session_id = session.id;
  const [asked, setAsked] = useState<SessionQuestion | null>(null);
  const onOpenChange = (open: boolean) => !open && setAsked(null);
  const enabled = asked === "members";
  const operators = useQuery({ ...operatorListQuery(connect), enabled });
  const members = useQuery({ ...sessionMemberListQuery(connect, session_id), enabled });
  const rename = useRenameSession();
  const reopen = useReopenSession();
  const archive = useArchiveSession();
  const setVisibility = useSetSessionVisibility();
  const add = useAddSessionMember();
  const remove = useRemoveSessionMember();
  return (
    <>
      <SessionActionsMenu
        name={session.name}
        archived={session.archived_at !== null}
        canWrite={canWrite}
        onAsk={setAsked}
      />
      {asked === "members" && (
        <MembersDialog
          session={session}
          operators={operators.data}
          memberIds={members.data}
          me={me.userId}
          canWrite={canWrite}
          onOpenChange={onOpenChange}
          onSetVisibility={(visibility) => actionResult(setVisibility.mutateAsync({ session_id, visibility }))}
          onAdd={(user_id) => actionResult(add.mutateAsync({ session_id, user_id }))}
          onRemove={(user_id) => actionResult(remove.mutateAsync({ session_id, user_id }))}
        />
      )}
      {asked === "rename" && (
        <RenameSessionDialog
          name={session.name}
          onOpenChange={onOpenChange}
          onRename={(name) => actionResult(rename.mutateAsync({ session_id, name }))}
        />
      )}
      {asked === "reopen" && (
        <ReopenSessionDialog
          name={session.name}
          onOpenChange={onOpenChange}
          onReopen={() => actionResult(reopen.mutateAsync({ session_id }))}
        />
      )}
      {asked === "archive" && (
        <ArchiveSessionDialog
          session={session}
          open
          onOpenChange={onOpenChange}
          onArchive={() => actionResult(archive.mutateAsync(session_id))}
        />
      )}
    </>
  );
}
