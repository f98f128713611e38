// The plain siblings: what each hot kernel must agree with, written for the reader and summed in double.

#include "Activation.h"
#include "Attention.h"
#include "LinearLayer.h"
#include "RotaryEmbedding.h"
#include "RowKernels.h"

#include <cmath>
#include <vector>

namespace {

double dot(const float *a, const float *b, int64_t count) {
    double sum = 0;
    for (int64_t i = 0; i < count; i++) sum += static_cast<double>(a[i]) * b[i];
    return sum;
}

double gelu_of(double x) { return 0.5 * x * (1.0 + std::erf(x / std::sqrt(2.0))); }

double activated(patchlens_activation activation, double x) {
    switch (activation) {
        case patchlens_gelu_activation: return gelu_of(x);
        case patchlens_gelu_tanh_activation:
            return 0.5 * x * (1 + std::tanh(std::sqrt(2 / std::acos(-1.0)) * (x + 0.044715 * x * x * x)));
        case patchlens_quick_gelu_activation: return x / (1 + std::exp(-1.702 * x));
        case patchlens_silu_activation: return x / (1 + std::exp(-x));
        case patchlens_relu_activation: return x < 0 ? 0 : x;
    }
}

/// A channel of a head after rotation with its partner: of a pair (a, b) turned by a right angle comes (−b, a).
float rotated(const float *head, int64_t channel, int64_t partner, double cosine, double sine) {
    double turned = channel < partner ? -static_cast<double>(head[partner]) : head[partner];
    return static_cast<float>(head[channel] * cosine + turned * sine);
}

/// Scores to probabilities, in place; the logarithm of what they were divided by. The largest score is subtracted
/// first: exp of it would overflow.
double softmax(std::vector<double> &scores) {
    double largest = -INFINITY, sum = 0;
    for (double score : scores) largest = std::fmax(largest, score);
    for (double &score : scores) sum += score = std::exp(score - largest);
    for (double &score : scores) score /= sum;
    return largest + std::log(sum);
}

int64_t position(int64_t wanted, const int64_t *list, int64_t count) {
    for (int64_t i = 0; i < count; i++)
        if (list[i] == wanted) return i;
    return -1;
}

std::vector<double> scores_of(const patchlens_attention &a, int64_t head, int64_t query) {
    std::vector<double> scores(static_cast<size_t>(a.key_count));
    const float *from = a.queries + query * a.query_stride + head * a.head_dimension;
    const float *keys = a.keys + head * a.head_dimension;
    for (int64_t key = 0; key < a.key_count; key++)
        scores[static_cast<size_t>(key)] = a.scale * dot(from, keys + key * a.key_stride, a.head_dimension);
    const float *bias = a.bias ? a.bias + head * a.bias_head_stride + query * a.key_count : nullptr;
    for (int64_t key = 0; key < a.key_count && bias; key++) scores[static_cast<size_t>(key)] += bias[key];
    return scores;
}

void attend(const patchlens_attention &a, int64_t head, int64_t query) {
    int64_t column = head * a.head_dimension;
    std::vector<double> probabilities = scores_of(a, head, query);
    double log_sum = softmax(probabilities);
    if (a.log_sums) a.log_sums[head * a.query_count + query] = static_cast<float>(log_sum / std::log(2.0));
    int64_t recorded_head = position(head, a.recorded_heads, a.recorded_head_count);
    int64_t recorded_query = position(query, a.recorded_queries, a.recorded_query_count);
    for (int64_t key = 0; key < a.key_count && recorded_head >= 0 && recorded_query >= 0; key++)
        a.probabilities[(recorded_head * a.recorded_query_count + recorded_query) * a.key_count + key] =
            static_cast<float>(probabilities[static_cast<size_t>(key)]);
    for (int64_t channel = 0; channel < a.head_dimension && a.values; channel++) {
        double sum = 0;
        for (int64_t key = 0; key < a.key_count; key++)
            sum += probabilities[static_cast<size_t>(key)] * a.values[key * a.value_stride + column + channel];
        a.output[query * a.output_stride + column + channel] = static_cast<float>(sum);
    }
}

}  // namespace

extern "C" void patchlens_attention_plain(const patchlens_attention *attention) {
    for (int64_t head = 0; head < attention->head_count; head++)
        for (int64_t query = 0; query < attention->query_count; query++) attend(*attention, head, query);
}

extern "C" void patchlens_attention_propagate_plain(const patchlens_attention *attention, const double *weights,
                                                    double *result) {
    const patchlens_attention &a = *attention;
    for (int64_t head = 0; head < a.head_count; head++)
        for (int64_t query = 0; query < a.query_count; query++) {
            std::vector<double> probabilities = scores_of(a, head, query);
            softmax(probabilities);
            for (int64_t key = 0; key < a.key_count; key++)
                result[key] += weights[query] / static_cast<double>(a.head_count) *
                               probabilities[static_cast<size_t>(key)];
        }
}

extern "C" void patchlens_layer_norm_plain(const float *input, int64_t rows, int64_t columns, const float *weight,
                                           const float *bias, float epsilon, float *output) {
    for (int64_t row = 0; row < rows; row++) {
        const float *x = input + row * columns;
        double mean = 0, variance = 0;
        for (int64_t i = 0; i < columns; i++) mean += x[i];
        mean /= static_cast<double>(columns);
        for (int64_t i = 0; i < columns; i++) variance += (x[i] - mean) * (x[i] - mean);
        variance /= static_cast<double>(columns);
        for (int64_t i = 0; i < columns; i++)
            output[row * columns + i] =
                static_cast<float>((x[i] - mean) / std::sqrt(variance + epsilon) * weight[i] + bias[i]);
    }
}

extern "C" void patchlens_gelu_plain(float *values, int64_t count) {
    for (int64_t i = 0; i < count; i++) values[i] = static_cast<float>(gelu_of(values[i]));
}

extern "C" void patchlens_activate_plain(patchlens_activation activation, float *values, const float *factors,
                                         int64_t count) {
    for (int64_t i = 0; i < count; i++)
        values[i] = static_cast<float>(activated(activation, values[i]) * (factors ? factors[i] : 1));
}

extern "C" void patchlens_rotate_plain(const patchlens_rotation *rotation) {
    int64_t dimension = rotation->head_dimension, half = dimension / 2;
    for (int64_t row = rotation->prefix; row < rotation->rows; row++)
        for (int64_t h = 0; h < rotation->head_count; h++) {
            float *head = rotation->vectors + (row * rotation->head_count + h) * dimension;
            std::vector<float> before(head, head + dimension);
            const float *cosines = rotation->cosines + (row - rotation->prefix) * dimension;
            const float *sines = rotation->sines + (row - rotation->prefix) * dimension;
            for (int64_t i = 0; i < dimension; i++) {
                int64_t other = i < half ? i + half : i - half;
                int64_t partner = rotation->pairing == patchlens_rotate_halves ? other : i ^ 1;
                head[i] = rotated(before.data(), i, partner, cosines[i], sines[i]);
            }
        }
}

extern "C" void patchlens_linear_plain(const float *weight, const float *bias, int64_t outputs, int64_t inputs,
                                       const float *input, int64_t rows, float *output, patchlens_epilogue epilogue) {
    for (int64_t row = 0; row < rows; row++)
        for (int64_t column = 0; column < outputs; column++) {
            double sum = (bias ? bias[column] : 0) + dot(weight + column * inputs, input + row * inputs, inputs);
            float &to = output[row * outputs + column];
            if (epilogue == patchlens_epilogue_add) sum += to;
            to = static_cast<float>(sum);
        }
}
