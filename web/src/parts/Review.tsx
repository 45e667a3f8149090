import { useMutation, useQueryClient } from '@tanstack/react-query';
import { post } from '../api.ts';
import { useMe } from '../queries.ts';
import { Button } from '../ui/Button.tsx';
import { toast } from '../ui/Toast.tsx';

interface Props {
  call: { trace_id: string; span_id: string };
  /** Name of the score. */
  name: string;
  /** What a reviewer said before: whether the detector is right. */
  said: boolean | undefined;
}

/** Whether a detector is right about a call: a reviewer's score, by which its threshold can be judged. */
export function Review({ call: { trace_id, span_id }, name, said }: Props) {
  const queries = useQueryClient();
  const { data: me } = useMe();
  const give = useMutation({
    mutationFn: (value: boolean) =>
      post('/scores', { id: `review:${span_id}:${name}`, name, value, trace_id, span_id, source: 'reviewer' }),
    onSuccess: (_, value) => {
      toast(value ? 'Marked as right' : 'Marked as a false alarm', 'ok');
      void queries.invalidateQueries({ queryKey: ['rows', '/scores/distribution'] });
    },
    onError: (error) => toast(error.message, 'bad'),
  });
  const verdict = give.isSuccess ? give.variables : said;
  if (!me?.principal.scopes.includes('scores'))
    return verdict === undefined ? null : <span className="text-small text-muted">{WORDS[String(verdict)]}</span>;
  return (
    <span className="inline-flex items-center gap-1.5">
      {verdict !== undefined && (
        <span role="status" className="text-small font-medium">
          {WORDS[String(verdict)]}
        </span>
      )}
      {verdict !== true && (
        <Button size="small" look="quiet" disabled={give.isPending} onClick={() => give.mutate(true)}>
          Right
        </Button>
      )}
      {verdict !== false && (
        <Button size="small" look="quiet" disabled={give.isPending} onClick={() => give.mutate(false)}>
          False alarm
        </Button>
      )}
    </span>
  );
}

const WORDS: Record<string, string> = { true: 'right, a reviewer says', false: 'false alarm, a reviewer says' };
