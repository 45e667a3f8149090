type Settings = Record<string, string | number>;

/** How rows come back: one JSON array, numbers as numbers. */
const OUTPUT: Settings = {
  output_format_json_array_of_rows: 1,
  output_format_json_quote_64bit_integers: 0,
  output_format_json_quote_decimals: 0,
  output_format_json_quote_denormals: 0,
};

/** Settings of a query with this time limit. */
export const querySettings = (timeoutMs: number, extra: Settings = {}): Settings => ({
  ...OUTPUT,
  do_not_merge_across_partitions_select_final: 1,
  max_execution_time: timeoutMs / 1000,
  max_result_bytes: 512 << 20,
  ...extra,
});
