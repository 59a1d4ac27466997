const fields =
  "input:not([type=checkbox]), textarea, select, [contenteditable], [role=dialog], [role=menu], [role=listbox]";

/** Whether a key belongs to what has the focus, or to a dialog or menu that is open, and is no shortcut. */
export function isTyping(event: KeyboardEvent): boolean {
  if (event.target instanceof Element && event.target.closest(fields) !== null) return true;
  return document.querySelector("[role=dialog], [role=menu]") !== null;
}
