/* The window layers and the moves of `pipeline/extract/cnn` in C, to measure what compiling gives.
 *
 * For en_core_web_sm's sizes and for processors with AVX-512 alone: the best case, not a product.
 * The mathematics are those of encoder.py and transitions.py; weights come in the order that
 * kernel.py gives them: panels of 32 columns, each row of a panel in one piece.
 */
#include <immintrin.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

enum {
    WIDTH = 96,            /* of a token's vector */
    OUTPUTS = 3 * WIDTH,   /* of a layer: three pieces */
    PANEL = 32,            /* columns that are worked at once: two registers */
    ROWS = 12,             /* rows that are worked at once: 24 sums fit the 32 registers */
    LANES = 16,
    PARTS = WIDTH / LANES,
    LAYERS = 4,
    REACH = LAYERS,
    TILE = 4,              /* outputs of one Winograd tile */
    TILES = 132,           /* of a block: a multiple of ROWS */
    BLOCK = TILES * TILE - 2 * REACH,
    HIDDEN = 64,
    MOVES = 64,            /* room for the moves that can begin something */
};

typedef __m512 vec;

static float inputs[6][ROWS][WIDTH] __attribute__((aligned(64)));
static float products[6][ROWS][OUTPUTS] __attribute__((aligned(64)));
static float tokens[2][(TILES * TILE + 2) * WIDTH] __attribute__((aligned(64)));

/* out = a (ROWS x depth) * w (depth x columns) + bias, or without one. */
static inline __attribute__((always_inline)) void product(
    const float *a, int depth, const float *w, int columns, const float *bias, float *out)
{
    for (int column = 0; column < columns; column += PANEL, w += depth * PANEL) {
        vec sums[ROWS][2];
        vec first = bias ? _mm512_loadu_ps(bias + column) : _mm512_setzero_ps();
        vec second = bias ? _mm512_loadu_ps(bias + column + LANES) : _mm512_setzero_ps();
#pragma GCC unroll 12
        for (int row = 0; row < ROWS; row++) {
            sums[row][0] = first;
            sums[row][1] = second;
        }
        for (int k = 0; k < depth; k++) {
            vec left = _mm512_loadu_ps(w + k * PANEL), right = _mm512_loadu_ps(w + k * PANEL + LANES);
#pragma GCC unroll 12
            for (int row = 0; row < ROWS; row++) {
                vec value = _mm512_set1_ps(a[row * depth + k]);
                sums[row][0] = _mm512_fmadd_ps(value, left, sums[row][0]);
                sums[row][1] = _mm512_fmadd_ps(value, right, sums[row][1]);
            }
        }
#pragma GCC unroll 12
        for (int row = 0; row < ROWS; row++) {
            _mm512_storeu_ps(out + row * columns + column, sums[row][0]);
            _mm512_storeu_ps(out + row * columns + column + LANES, sums[row][1]);
        }
    }
}

#define ADD _mm512_add_ps
#define SUB _mm512_sub_ps
#define TIMES_AND(x, y, z) _mm512_fmadd_ps(x, y, z)   /* x y + z */
#define LESS_TIMES(x, y, z) _mm512_fnmadd_ps(x, y, z) /* z - x y */

static void layer(const float *from, float *to, int tiles, const float *weights, const float *bias,
                  const float *gain, const float *shift)
{
    const vec two = _mm512_set1_ps(2), four = _mm512_set1_ps(4), five = _mm512_set1_ps(5);
    const vec eight = _mm512_set1_ps(8);
    for (int begin = 0; begin < tiles; begin += ROWS) {
        for (int tile = 0; tile < ROWS; tile++)
            for (int part = 0; part < WIDTH; part += LANES) {
                const float *row = from + (begin + tile) * TILE * WIDTH + part;
                vec x[6];
                for (int i = 0; i < 6; i++) x[i] = _mm512_loadu_ps(row + i * WIDTH);
                vec a = LESS_TIMES(four, x[2], x[4]), b = LESS_TIMES(four, x[1], x[3]);
                vec c = SUB(x[4], x[2]), d = _mm512_mul_ps(two, SUB(x[3], x[1]));
                vec y[6] = {TIMES_AND(four, x[0], LESS_TIMES(five, x[2], x[4])), ADD(a, b), SUB(a, b),
                            ADD(c, d), SUB(c, d), TIMES_AND(four, x[1], LESS_TIMES(five, x[3], x[5]))};
                for (int i = 0; i < 6; i++) _mm512_store_ps(inputs[i][tile] + part, y[i]);
            }
        for (int i = 0; i < 6; i++)
            product(inputs[i][0], WIDTH, weights + i * WIDTH * OUTPUTS, OUTPUTS, i == 1 ? bias : NULL,
                    products[i][0]);
        for (int tile = 0; tile < ROWS; tile++) {
            vec hidden[TILE][PARTS], sums[TILE];
            for (int q = 0; q < TILE; q++) sums[q] = _mm512_setzero_ps();
            for (int part = 0; part < PARTS; part++) {
                vec best[TILE];
                for (int piece = 0; piece < OUTPUTS; piece += WIDTH) {
                    vec p[6];
                    for (int i = 0; i < 6; i++) p[i] = _mm512_load_ps(products[i][tile] + piece + part * LANES);
                    vec a = ADD(p[1], p[2]), b = SUB(p[1], p[2]), c = ADD(p[3], p[4]), d = SUB(p[3], p[4]);
                    vec y[TILE] = {ADD(ADD(p[0], a), c), TIMES_AND(two, d, b), TIMES_AND(four, c, a),
                                   ADD(TIMES_AND(eight, d, b), p[5])};
                    for (int q = 0; q < TILE; q++) best[q] = piece ? _mm512_max_ps(best[q], y[q]) : y[q];
                }
                for (int q = 0; q < TILE; q++) {
                    hidden[q][part] = best[q];
                    sums[q] = ADD(sums[q], best[q]);
                }
            }
            for (int q = 0; q < TILE; q++) {
                vec mean = _mm512_set1_ps(_mm512_reduce_add_ps(sums[q]) / WIDTH), squares = _mm512_setzero_ps();
                for (int part = 0; part < PARTS; part++) {
                    hidden[q][part] = SUB(hidden[q][part], mean);
                    squares = TIMES_AND(hidden[q][part], hidden[q][part], squares);
                }
                vec scale = _mm512_set1_ps(1 / sqrtf(_mm512_reduce_add_ps(squares) / WIDTH + 1e-8f));
                int place = ((begin + tile) * TILE + q + 1) * WIDTH;
                for (int part = 0; part < WIDTH; part += LANES) {
                    vec normal = _mm512_mul_ps(hidden[q][part / LANES], scale);
                    vec added = TIMES_AND(normal, _mm512_loadu_ps(gain + part), _mm512_loadu_ps(shift + part));
                    _mm512_storeu_ps(to + place + part, ADD(_mm512_loadu_ps(from + place + part), added));
                }
            }
        }
    }
}

/* vectors (count x WIDTH) of tokens by their rows in the table; rows: REACH more to each side. */
void encode(const float *table, const int64_t *rows, int64_t count, const float **weights,
            const float **bias, const float **gain, const float **shift, float *vectors)
{
    for (int64_t begin = 0; begin < count; begin += BLOCK) {
        int64_t own = count - begin < BLOCK ? count - begin : BLOCK, all = own + 2 * REACH;
        int tiles = (int)((all + TILE * ROWS - 1) / (TILE * ROWS)) * ROWS;
        for (int side = 0; side < 2; side++) {
            memset(tokens[side], 0, WIDTH * sizeof(float));
            memset(tokens[side] + (tiles * TILE + 1) * WIDTH, 0, WIDTH * sizeof(float));
        }
        for (int64_t i = 0; i < all; i++)
            memcpy(tokens[0] + (i + 1) * WIDTH, table + rows[begin + i] * WIDTH, WIDTH * sizeof(float));
        memset(tokens[0] + (all + 1) * WIDTH, 0, (tiles * TILE + 1 - all) * WIDTH * sizeof(float));
        for (int i = 0; i < LAYERS; i++)
            layer(tokens[i % 2], tokens[1 - i % 2], tiles, weights[i], bias[i], gain[i], shift[i]);
        memcpy(vectors + begin * WIDTH, tokens[0] + (1 + REACH) * WIDTH, own * WIDTH * sizeof(float));
    }
}

/* The best move of each token if no entity is open. Scores beyond the real moves are -infinity. */
void starts(const float *vectors, int64_t count, const float *closed, const float *closed_bias,
            const float *upper, const float *upper_bias, const uint8_t *begins, int64_t out,
            const uint8_t *blank, const uint8_t *final, int64_t *best)
{
    static float some[ROWS * WIDTH], lower[ROWS * 2 * HIDDEN], hidden[ROWS * HIDDEN], scores[ROWS * MOVES];
    for (int64_t begin = 0; begin < count; begin += ROWS) {
        int64_t rows = count - begin < ROWS ? count - begin : ROWS;
        memcpy(some, vectors + begin * WIDTH, rows * WIDTH * sizeof(float));
        product(some, WIDTH, closed, 2 * HIDDEN, closed_bias, lower);
        for (int row = 0; row < ROWS; row++)
            for (int i = 0; i < HIDDEN; i++) {
                float one = lower[row * 2 * HIDDEN + i], other = lower[row * 2 * HIDDEN + HIDDEN + i];
                hidden[row * HIDDEN + i] = one > other ? one : other;
            }
        product(hidden, HIDDEN, upper, MOVES, upper_bias, scores);
        for (int64_t row = 0; row < rows; row++) {
            int64_t token = begin + row, chosen = -1;
            for (int64_t move = 0; move < MOVES; move++)
                if (!(final[token] && begins[move]) &&
                    (chosen < 0 || scores[row * MOVES + move] > scores[row * MOVES + chosen]))
                    chosen = move;
            best[token] = blank[token] ? out : chosen;
        }
    }
}
