import { shownValue } from './tables.js';
import type { CommandWords } from './words.js';

/** Written for Windows PowerShell 5.1, and PowerShell 7 on any system. */
const DRIVER = `
Register-ArgumentCompleter -Native -CommandName faceenroll -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $commands = $global:__faceenroll
    $command = ''
    $expected = ''
    foreach ($element in @($commandAst.CommandElements | Select-Object -Skip 1)) {
        if ($element.Extent.EndOffset -ge $cursorPosition) { break }
        if ($expected) {
            $expected = ''
            continue
        }
        $word = $element.Extent.Text
        if ($element -is [System.Management.Automation.Language.StringConstantExpressionAst]) {
            $word = $element.Value
        }
        $longer = "$command $word".Trim()
        if ($commands.ContainsKey($longer)) { $command = $longer }
        else { $expected = "$(@($commands[$command].options[$word])[0])" }
    }

    # What stands after "--db=" is completed like the word after "--db".
    $prefix = ''
    if (-not $expected -and $wordToComplete -match '^(--[a-z-]+)=') {
        $prefix = $Matches[0]
        $expected = "$(@($commands[$command].options[$Matches[1]])[0])"
        $wordToComplete = $wordToComplete.Substring($prefix.Length)
        if (-not $expected.StartsWith('words ')) { return }
    }

    if (-not $expected -and $wordToComplete.StartsWith('-')) {
        foreach ($option in $commands[$command].options.GetEnumerator()) {
            if (-not $option.Key.StartsWith($wordToComplete)) { continue }
            [System.Management.Automation.CompletionResult]::new(
                $option.Key, $option.Key, 'ParameterName', $option.Value[1])
        }
        return
    }

    if (-not $expected) { $expected = $commands[$command].arguments }
    $kind, $words = $expected -split ' '
    if ($kind -eq 'words') {
        foreach ($one in @($words)) {
            if (-not $one.StartsWith($wordToComplete)) { continue }
            $about = "$($commands["$command $one".Trim()].about)"
            if (-not $about) { $about = $one }
            [System.Management.Automation.CompletionResult]::new(
                "$prefix$one", $one, 'ParameterValue', $about)
        }
    }
    elseif ($kind -eq 'file' -or $kind -eq 'folder') {
        [System.Management.Automation.CompletionCompleters]::CompleteFilename($wordToComplete) |
            Where-Object { $kind -eq 'file' -or $_.ResultType -eq 'ProviderContainer' }
    }
}
`;

/** The script that PowerShell reads for completions. */
export function powershellScript(commands: readonly CommandWords[]): string {
  return [
    '# Completion of faceenroll for PowerShell.',
    '',
    '# What each command is about, takes and offers: "words" and the words, "file", "folder" or "text".',
    '$global:__faceenroll = @{',
    ...commands.flatMap(entry),
    '}',
    DRIVER,
  ].join('\n');
}

function entry({
  name,
  description,
  subcommands,
  options,
  argument,
}: CommandWords): readonly string[] {
  const names = subcommands.map((one) => one.name);
  const offered = shownValue(names.length > 0 ? names : argument);
  return [
    `    ${quote(name)} = @{`,
    `        about = ${quote(description)}`,
    `        arguments = ${quote(offered)}`,
    '        options = [ordered]@{',
    ...options.map(({ long, description: about, value }) => {
      const takes = quote(value === undefined ? '' : shownValue(value));
      // PowerShell shows no completion without a text.
      return `            ${quote(long)} = @(${takes}, ${quote(about || long)})`;
    }),
    '        }',
    '    }',
  ];
}

/** PowerShell takes typographic quotation marks for single quotes, too; doubled they stand for themselves. */
function quote(text: string): string {
  return `'${text.replace(/['\u2018-\u201b]/g, '$&$&')}'`;
}
