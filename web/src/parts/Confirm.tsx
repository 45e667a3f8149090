import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';

interface Props {
  /** The question. */
  title: string;
  /** What follows from a yes. */
  note: string;
  /** What the button does. */
  action: string;
  isPending: boolean;
  error: Error | null;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before something that can't be undone. */
export function Confirm({ title, note, action, isPending, error, onConfirm, onClose }: Props) {
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={title} note={note}>
      {error && (
        <div className="pb-3">
          <ErrorNote error={error} compact />
        </div>
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Keep it</Button>
        <Button look="danger" onClick={onConfirm} disabled={isPending}>
          {action}
        </Button>
      </div>
    </Dialog>
  );
}
