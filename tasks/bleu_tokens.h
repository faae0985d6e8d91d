// How BLEU cuts a sentence into tokens.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace actlab::tasks {

enum class BleuTokens {
  mteval_13a,       // "13a", the default of sacreBLEU: punctuation is cut off, ASCII alone
  as_they_are,      // "none": the text is tokenised already, tokens stand between white space
  split_compounds,  // "none", then "rich-text" is cut to "rich ##AT##-##AT## text", as
};                  // tensor2tensor's get_ende_bleu.sh does for the scores of 2017

std::vector<std::string> bleu_tokens(std::string_view sentence, BleuTokens kind);

}  // namespace actlab::tasks
