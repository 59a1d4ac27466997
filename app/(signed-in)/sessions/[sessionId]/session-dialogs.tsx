"use client";
import { useQuery } from "@tanstack/react-query";
import { ArchiveSessionDialog } from "../../../../components/session/archive-session-dialog.tsx";
import { MembersDialog } from "../../../../components/session/members-dialog.tsx";
import { RenameSessionDialog } from "../../../../components/session/rename-session-dialog.tsx";
import { ReopenSessionDialog } from "../../../../components/session/reopen-session-dialog.tsx";
import type { SessionQuestion } from "../../../../components/session/session-actions-menu.tsx";
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
import { useMe, useWhyNot } from "../../me.tsx";

export interface SessionDialogsProps {
  session: Pick<SessionView, "id" | "name" | "visibility" | "archived_at">;
  asked: SessionQuestion;
  onClose: () => void;
}

/** The dialogs about a session as a whole, with their reads and commands. Apart from the page, which shows itself without them. */
export function SessionDialogs({ session, asked, onClose }: SessionDialogsProps) {
  const { connect } = useControlRoom();
  const me = useMe();
  const role = useWhyNot();
  const session_id = session.id;
  const onOpenChange = (open: boolean) => !open && onClose();
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
      {asked === "members" && (
        <MembersDialog
          session={session}
          operators={operators.data}
          memberIds={members.data}
          me={me.userId}
          whyNot={role ?? (session.archived_at === null ? null : "This session is archived. Reopen it first.")}
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
