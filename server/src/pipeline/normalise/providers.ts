/** How senders spell a provider → its canonical name. Whole spellings first, then what stands before the first dot. */
const ALIASES: Readonly<Record<string, string>> = {
  'az.ai.openai': 'azure.ai.openai',
  'az.ai.inference': 'azure.ai.inference',
  azure: 'azure.ai.openai',
  'azure-openai': 'azure.ai.openai',
  azure_openai: 'azure.ai.openai',
  azureopenai: 'azure.ai.openai',
  aws: 'aws.bedrock',
  amazon: 'aws.bedrock',
  bedrock: 'aws.bedrock',
  aws_bedrock: 'aws.bedrock',
  'amazon-bedrock': 'aws.bedrock',
  amazon_bedrock: 'aws.bedrock',
  'google.vertex': 'gcp.vertex_ai',
  'google.vertex.chat': 'gcp.vertex_ai',
  vertex_ai: 'gcp.vertex_ai',
  vertexai: 'gcp.vertex_ai',
  vertex: 'gcp.vertex_ai',
  'google-vertex': 'gcp.vertex_ai',
  'gcp.vertex.agent': 'gcp.vertex_ai',
  'google-gla': 'gcp.gemini',
  google: 'gcp.gemini',
  gemini: 'gcp.gemini',
  google_genai: 'gcp.gemini',
  googleai: 'gcp.gemini',
  'google.generative-ai': 'gcp.gemini',
  mistral: 'mistral_ai',
  mistralai: 'mistral_ai',
  xai: 'x_ai',
  'x-ai': 'x_ai',
  moonshot: 'moonshot_ai',
  moonshotai: 'moonshot_ai',
  watsonx: 'ibm.watsonx.ai',
  claude: 'anthropic',
};

/** Canonical names that hold a dot themselves. */
const DOTTED = new Set([
  'aws.bedrock',
  'azure.ai.openai',
  'azure.ai.inference',
  'gcp.gen_ai',
  'gcp.vertex_ai',
  'gcp.gemini',
  'ibm.watsonx.ai',
]);

const known = new Map<string, string>(Object.entries(ALIASES));

/** Canonical names that senders follow with an API's name: `openai.chat`. */
const PLAIN = ['openai', 'anthropic', 'cohere', 'groq', 'deepseek', 'perplexity'];
for (const provider of PLAIN) known.set(provider, provider);

/** Canonical name of a provider: `OpenAI`, `openai.chat` → `openai`; `az.ai.openai` → `azure.ai.openai`. Unknown ones stay whole. */
export function canonicalProvider(sent: string): string {
  const provider = sent.toLowerCase();
  const alias = known.get(provider);
  if (alias !== undefined) return alias;
  const dot = DOTTED.has(provider) ? -1 : provider.indexOf('.');
  return (dot > 0 ? known.get(provider.slice(0, dot)) : undefined) ?? provider;
}

/** The same where whatever follows the first dot is an API's name. */
export function providerBeforeDot(sent: string): string {
  const provider = canonicalProvider(sent);
  const dot = DOTTED.has(provider) ? -1 : provider.indexOf('.');
  return dot > 0 ? provider.slice(0, dot) : provider;
}

const HOSTS: readonly (readonly [ending: string, provider: string])[] = [
  ['api.openai.com', 'openai'],
  ['.openai.azure.com', 'azure.ai.openai'],
  ['.services.ai.azure.com', 'azure.ai.inference'],
  ['api.anthropic.com', 'anthropic'],
  ['generativelanguage.googleapis.com', 'gcp.gemini'],
  ['aiplatform.googleapis.com', 'gcp.vertex_ai'],
  ['.amazonaws.com', 'aws.bedrock'],
  ['api.mistral.ai', 'mistral_ai'],
  ['api.deepseek.com', 'deepseek'],
  ['api.groq.com', 'groq'],
  ['api.x.ai', 'x_ai'],
  ['api.cohere.com', 'cohere'],
  ['api.cohere.ai', 'cohere'],
  ['api.perplexity.ai', 'perplexity'],
  ['openrouter.ai', 'openrouter'],
];

const MODELS: readonly (readonly [beginning: string, provider: string])[] = [
  ['gpt-', 'openai'],
  ['chatgpt-', 'openai'],
  ['o1', 'openai'],
  ['o3', 'openai'],
  ['o4', 'openai'],
  ['text-embedding-', 'openai'],
  ['claude-', 'anthropic'],
  ['gemini-', 'gcp.gemini'],
  ['mistral-', 'mistral_ai'],
  ['deepseek-', 'deepseek'],
  ['grok-', 'x_ai'],
  ['command-', 'cohere'],
];

/** Who provides a model when nobody said so: by the server's address, else by the model's name. '' = can't be told. */
export function guessProvider(address: string, model: string): string {
  const host = address.toLowerCase();
  const byHost = HOSTS.find(([ending]) => host.endsWith(ending));
  if (byHost) return byHost[1];
  const name = model.slice(model.lastIndexOf('/') + 1).toLowerCase();
  return MODELS.find(([beginning]) => name.startsWith(beginning))?.[1] ?? '';
}
