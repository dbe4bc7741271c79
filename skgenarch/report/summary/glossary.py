"""What the terms on the page mean, shown where a reader hovers over them."""

GLOSSARY = {
    "trial": "One candidate, that is one value for each parameter, and its score: the "
    "mean over the folds of cross-validation, where it was made by that.",
    "stage": "A number of trials after which the search learns where the good ones "
    "lie, and searches there next.",
    "branch": "A part of the space, given by rules, from which candidates are drawn.",
    "space": "All candidates: what each parameter may be.",
    "rule": "Which values of a parameter are kept.",
    "top trial": "A trial among the best: the share of the trials that counts as best "
    "is the quantile.",
    "quantile": "The share of the trials that counts as top.",
    "support": "The number of trials in a leaf.",
    "purity": "The share of top trials in a leaf.",
    "held-out purity": "The share of top trials among trials in the leaf that were "
    "held out when the tree was made (five-fold cross-validation of the way in which "
    "the leaf was found). The share among the trials that made the tree is always "
    "flattering: with shuffled scores, too, the best leaf looks good.",
    "chance": "The purity that a rule that tells nothing would have, among trials that "
    "were drawn alike.",
    "interval": "The nominal 95 % interval of the held-out purity (Wilson's).",
    "p-value": "The probability that a rule that tells nothing would look as good as "
    "this one on held-out trials, or better.",
    "not distinguishable from chance": "The p-value is above 0.05: a pattern like this "
    "comes up easily where there is none.",
    "importance": "How much the probability of being a top trial varies with the "
    "parameter, as a share of what all parameters do, less what varies by chance; "
    "computed among trials that were drawn alike, so that narrowing does not count.",
    "interaction": "The share of the variance of the scores that two parameters "
    "explain together, beyond what each explains by itself, less what chance explains.",
    "surface": "The score that a random forest of all trials expects at these values, "
    "averaged over the other parameters.",
    "uncertainty": "The standard deviation among the trees of the forest.",
    "volume": "The share of the space, by probability, that the rules keep, estimated "
    "from random candidates.",
    "inactive": "The candidate does not have this parameter: another one switches it "
    "off.",
    "lost": "Given up before its last fold, since it could hardly win any more.",
    "failed": "A fit raised an error, or took too long.",
    "prune": "Keep only the candidates that match a rule, from the next stage on.",
    "fork": "Search several parts of the space side by side, each with its own tree.",
}
