// The plain siblings of the kernels on the way back, written for the reader and summed in double.

#include "Activation.h"
#include "AttentionGradient.h"
#include "RowGradients.h"

#include <cmath>
#include <vector>

namespace {

double dot(const float *a, const float *b, int64_t count) {
    double sum = 0;
    for (int64_t i = 0; i < count; i++) sum += static_cast<double>(a[i]) * b[i];
    return sum;
}

/// One Query of one head.
class PlainGradientRow {
  public:
    PlainGradientRow(const patchlens_attention &a, const float *output_gradient, int64_t head, int64_t query)
        : a_(a), column_(head * a.head_dimension), query_(a.queries + query * a.query_stride + column_),
          gradient_(output_gradient + query * a.head_count * a.head_dimension + column_),
          bias_(a.bias ? a.bias + head * a.bias_head_stride + query * a.key_count : nullptr) {}

    const float *query() const { return query_; }
    const float *gradient() const { return gradient_; }
    const float *key(int64_t key) const { return a_.keys + key * a_.key_stride + column_; }
    const float *value(int64_t key) const { return a_.values + key * a_.value_stride + column_; }

    /// ∂P
    std::vector<double> probability_gradients() const {
        std::vector<double> row(static_cast<size_t>(a_.key_count));
        for (int64_t key = 0; key < a_.key_count; key++)
            row[static_cast<size_t>(key)] = dot(gradient_, value(key), a_.head_dimension);
        return row;
    }

    std::vector<double> probabilities() const {
        std::vector<double> row(static_cast<size_t>(a_.key_count));
        double largest = -INFINITY, sum = 0;
        for (int64_t k = 0; k < a_.key_count; k++) {
            double &score = row[static_cast<size_t>(k)];
            score = a_.scale * dot(query_, key(k), a_.head_dimension) + (bias_ ? bias_[k] : 0);
            largest = std::fmax(largest, score);
        }
        for (double &score : row) sum += score = std::exp(score - largest);
        for (double &probability : row) probability /= sum;
        return row;
    }

  private:
    const patchlens_attention &a_;
    int64_t column_;
    const float *query_, *gradient_, *bias_;
};

/// The three gradients in double, to be rounded when all Queries have been added.
struct PlainGradients {
    std::vector<double> queries, keys, values;
};

void add_query(const patchlens_attention_gradient &g, int64_t head, int64_t query, PlainGradients &sums) {
    const patchlens_attention &a = *g.attention;
    int64_t dimension = a.head_dimension, stride = a.head_count * dimension, column = head * dimension;
    PlainGradientRow row(a, g.output_gradient, head, query);
    std::vector<double> p = row.probabilities(), dp = row.probability_gradients();
    double delta = 0;
    for (size_t key = 0; key < p.size(); key++) delta += p[key] * dp[key];
    for (int64_t key = 0; key < a.key_count; key++) {
        auto k = static_cast<size_t>(key);
        double ds = p[k] * (dp[k] - delta) * a.scale;
        if (g.weights)
            g.relevance[key] += g.weights[query] / static_cast<double>(a.head_count) * std::fmax(0, p[k] * dp[k]);
        for (int64_t channel = 0; channel < dimension; channel++) {
            auto at_key = static_cast<size_t>(key * stride + column + channel);
            sums.queries[static_cast<size_t>(query * stride + column + channel)] += ds * row.key(key)[channel];
            sums.keys[at_key] += ds * row.query()[channel];
            sums.values[at_key] += p[k] * row.gradient()[channel];
        }
    }
}

void write(const std::vector<double> &sums, bool add, float *to) {
    for (size_t i = 0; i < sums.size(); i++) to[i] = static_cast<float>(add ? to[i] + sums[i] : sums[i]);
}

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

/// The activation and its derivative.
struct PlainDerived {
    double value, derivative;
};

PlainDerived logistic_derived(double x, double argument, double slope) {
    double share = sigmoid(argument);
    return {x * share, share + x * share * (1 - share) * slope};
}

PlainDerived derived(patchlens_activation activation, double x) {
    const double pi = std::acos(-1.0), factor = 2 * std::sqrt(2 / pi);
    switch (activation) {
        case patchlens_gelu_activation: {
            double distribution = 0.5 * (1 + std::erf(x / std::sqrt(2.0)));
            return {x * distribution, distribution + x * std::exp(-x * x / 2) / std::sqrt(2 * pi)};
        }
        case patchlens_gelu_tanh_activation:
            return logistic_derived(x, factor * (x + 0.044715 * x * x * x), factor * (1 + 3 * 0.044715 * x * x));
        case patchlens_quick_gelu_activation: return logistic_derived(x, 1.702 * x, 1.702);
        case patchlens_silu_activation: return logistic_derived(x, x, 1);
        case patchlens_relu_activation: return {x > 0 ? x : 0, x > 0 ? 1.0 : 0.0};
    }
}

}  // namespace

extern "C" void patchlens_attention_gradient_plain(const patchlens_attention_gradient *gradient) {
    const patchlens_attention &a = *gradient->attention;
    auto size = [&](int64_t rows) { return static_cast<size_t>(rows * a.head_count * a.head_dimension); };
    PlainGradients sums{std::vector<double>(size(a.query_count)), std::vector<double>(size(a.key_count)),
                        std::vector<double>(size(a.key_count))};
    for (int64_t head = 0; head < a.head_count; head++)
        for (int64_t query = 0; query < a.query_count; query++) add_query(*gradient, head, query, sums);
    if (!gradient->query_gradient) return;
    write(sums.queries, false, gradient->query_gradient);
    write(sums.keys, gradient->adds != 0, gradient->key_gradient);
    write(sums.values, gradient->adds != 0, gradient->value_gradient);
}

extern "C" void patchlens_probability_gradients_plain(const patchlens_attention *attention,
                                                      const float *output_gradient, float *result) {
    for (int64_t head = 0; head < attention->head_count; head++)
        for (int64_t query = 0; query < attention->query_count; query++)
            for (double value : PlainGradientRow(*attention, output_gradient, head, query).probability_gradients())
                *result++ = static_cast<float>(value);
}

extern "C" void patchlens_layer_norm_gradient_plain(const float *input, int64_t rows, int64_t columns,
                                                    const float *weight, float epsilon, const float *gradient, int adds,
                                                    float *output) {
    auto count = static_cast<double>(columns);
    for (int64_t row = 0; row < rows; row++, input += columns, gradient += columns, output += columns) {
        double mean = 0, variance = 0, plain = 0, centred = 0;
        for (int64_t i = 0; i < columns; i++) mean += input[i] / count;
        for (int64_t i = 0; i < columns; i++) variance += (input[i] - mean) * (input[i] - mean) / count;
        double scale = 1 / std::sqrt(variance + epsilon);
        for (int64_t i = 0; i < columns; i++) {
            double weighted = static_cast<double>(gradient[i]) * weight[i];
            plain += weighted / count;
            centred += weighted * (input[i] - mean) * scale / count;
        }
        for (int64_t i = 0; i < columns; i++) {
            double weighted = static_cast<double>(gradient[i]) * weight[i];
            double result = (weighted - plain - (input[i] - mean) * scale * centred) * scale;
            output[i] = static_cast<float>(adds ? output[i] + result : result);
        }
    }
}

extern "C" void patchlens_activation_gradient_plain(patchlens_activation activation, const float *values,
                                                    float *gradient, float *factors, int64_t count) {
    for (int64_t i = 0; i < count; i++) {
        PlainDerived result = derived(activation, values[i]);
        double from = gradient[i];
        gradient[i] = static_cast<float>(from * result.derivative * (factors ? factors[i] : 1));
        if (factors) factors[i] = static_cast<float>(from * result.value);
    }
}
