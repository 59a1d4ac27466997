/** Cache keys of invitations. */
export const invitationKeys = {
  list: ["invitations", "list"] as const,
};
