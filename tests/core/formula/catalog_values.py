"""Writes catalog_values.txt: every catalog row and its first derivative to nine digits, and the size
of its second.

    pip install mpmath
    python3 catalog_values.py > catalog_values.txt

The functions are written from the literature, not from the catalog's formulas, and computed with
100 and with 400 digits: both must agree. Parameters stand at their starting values.
"""
import struct
from mpmath import mp, mpf

INPUTS = [1e-30, 1e-10, 1e-6, 1e-5, 1e-4, 1e-3, 0.01, 0.0625, 0.11, 0.2, 0.4, 0.55, 0.75, 1.2, 1.6,
          2.2, 2.9, 3.7, 4.5, 5, 5.5, 6.5, 10, 17, 25, 40, 80, 90, 105, 150, 300, 1000, 1e4]


class Jet:
    """f, f' and f'' of x."""

    def __init__(self, f, d=0, dd=0):
        self.f, self.d, self.dd = mpf(f), mpf(d), mpf(dd)

    @staticmethod
    def of(value):
        return value if isinstance(value, Jet) else Jet(value)

    def through(self, f, d, dd):
        return Jet(f, d * self.d, dd * self.d ** 2 + d * self.dd)

    def __add__(a, b):
        b = Jet.of(b)
        return Jet(a.f + b.f, a.d + b.d, a.dd + b.dd)

    def __mul__(a, b):
        b = Jet.of(b)
        return Jet(a.f * b.f, a.d * b.f + a.f * b.d, a.dd * b.f + 2 * a.d * b.d + a.f * b.dd)

    def __neg__(a):
        return a * -1

    def __sub__(a, b):
        return a + -Jet.of(b)

    def __rsub__(a, b):
        return Jet.of(b) - a

    def __truediv__(a, b):
        return a * inverse(Jet.of(b))

    def __rtruediv__(a, b):
        return Jet.of(b) * inverse(a)

    __radd__ = __add__
    __rmul__ = __mul__


def inverse(u):
    return u.through(1 / u.f, -1 / u.f ** 2, 2 / u.f ** 3)


def exp(u):
    e = mp.exp(u.f)
    return u.through(e, e, e)


def log(u):
    return u.through(mp.log(u.f), 1 / u.f, -1 / u.f ** 2)


def sqrt(u):
    r = mp.sqrt(u.f)
    return u.through(r, 1 / (2 * r), -1 / (4 * r ** 3))


def sin(u):
    s, c = mp.sin(u.f), mp.cos(u.f)
    return u.through(s, c, -s)


def cos(u):
    s, c = mp.sin(u.f), mp.cos(u.f)
    return u.through(c, -s, -c)


def sigmoid(u):
    return 1 / (1 + exp(-u))


def tanh(u):
    return 2 * sigmoid(2 * u) - 1


def softplus(u):
    return log(1 + exp(u))


def erf(u):
    slope = 2 / mp.sqrt(mp.pi) * mp.exp(-u.f ** 2)
    return u.through(mp.erf(u.f), slope, -2 * u.f * slope)


def normal_cdf(u):
    slope = mp.exp(-u.f ** 2 / 2) / mp.sqrt(2 * mp.pi)
    return u.through(mp.erfc(-u.f / mp.sqrt(2)) / 2, slope, -u.f * slope)


def asinh(u):
    return log(u + sqrt(u * u + 1)) if u.f > 0 else -log(sqrt(u * u + 1) - u)


def atan(u):
    q = 1 + u.f ** 2
    return u.through(mp.atan(u.f), 1 / q, -2 * u.f / q ** 2)


def absolute(u):
    return -u if u.f < 0 else u


def largest(u, v):
    v = Jet.of(v)
    return u if u.f > v.f else v


def least(u, v):
    v = Jet.of(v)
    return u if u.f < v.f else v


def elu(x):
    return x if x.f >= 0 else exp(x) - 1


def xielu(x):
    ap = mp.log(1 + mp.exp(mpf('0.20338232')))
    an = mpf('0.5') + mp.log(1 + mp.exp(mpf('-1.0502256')))
    if x.f > 0:
        return ap * x * x + 0.5 * x
    return an * (exp(least(x, mpf('-1e-6'))) - 1 - x) + 0.5 * x


def pau(x):
    a = [mpf(v) for v in ('0.05595350', '0.505', '0.9916050', '0.7229242', '0.2010043',
                          '0.01971641')]
    b = [mpf(v) for v in ('0', '1.431533', '0', '0.03904239')]
    above, below, power = Jet(a[0]), Jet(0), Jet(1)
    for k in range(1, 6):
        power = power * x
        above = above + a[k] * power
        if k < 5:
            below = below + b[k - 1] * power
    return above / (1 + absolute(below))


def gate(x, low, scale):
    return least(largest(x + low, 0), scale) / scale


def phish(x):
    return x * tanh(x * normal_cdf(x))


D = mpf
ROWS = {
    'identity': lambda x: x,
    'relu': lambda x: largest(x, 0),
    'relu6': lambda x: least(largest(x, 0), 6),
    'lrelu': lambda x: x if x.f >= 0 else D('0.01') * x,
    'prelu': lambda x: x if x.f >= 0 else D('0.25') * x,
    'elu': elu,
    'celu': elu,
    'selu': lambda x: D('1.0507009873554805') *
                      (x if x.f >= 0 else D('1.6732632423543772') * elu(x)),
    'gelu': lambda x: x * normal_cdf(x),
    'gelu_tanh': lambda x: x * sigmoid(2 * mp.sqrt(2 / mp.pi) * (x + D('0.044715') * x * x * x)),
    'quick_gelu': lambda x: x * sigmoid(D('1.702') * x),
    'swish1': lambda x: x * sigmoid(x),
    'swish': lambda x: x * sigmoid(x),
    'hardswish': lambda x: x * gate(x, 3, 6),
    'hardsigmoid': lambda x: gate(x, 3, 6),
    'mish': lambda x: x * tanh(softplus(x)),
    'softplus': softplus,
    'squareplus': lambda x: (x + sqrt(x * x + 4)) / 2,
    'sigmoid': sigmoid,
    'log_sigmoid': lambda x: -softplus(-x),
    'tanh': tanh,
    'hardtanh': lambda x: least(largest(x, -1), 1),
    'softsign': lambda x: x / (1 + absolute(x)),
    'tanhshrink': lambda x: x - tanh(x),
    'hardshrink': lambda x: x if abs(x.f) > 0.5 else Jet(0),
    'softshrink': lambda x: x - 0.5 if x.f > 0.5 else x + 0.5 if x.f < -0.5 else Jet(0),
    'threshold': lambda x: x if x.f > D('0.1') else Jet(0),
    'relu_squared': lambda x: largest(x, 0) * largest(x, 0),
    'star_relu': lambda x: D('0.8944') * largest(x, 0) * largest(x, 0) - D('0.4472'),
    'serf': lambda x: x * erf(softplus(x)),
    'logish': lambda x: x * log(1 + sigmoid(x)),
    'smish': lambda x: x * tanh(log(1 + sigmoid(x))),
    'telu': lambda x: x * tanh(exp(x)),
    'golu': lambda x: x * exp(-exp(-x)),
    'xielu': xielu,
    'elish': lambda x: elu(x) * sigmoid(x),
    'hard_elish': lambda x: elu(x) * gate(x, 1, 2),
    'lisht': lambda x: x * tanh(x),
    'isru': lambda x: x / sqrt(1 + x * x),
    'isrlu': lambda x: x if x.f >= 0 else x / sqrt(1 + x * x),
    'bent_identity': lambda x: (sqrt(x * x + 1) - 1) / 2 + x,
    'snake': lambda x: x + sin(x) * sin(x),
    'gcu': lambda x: x * cos(x),
    'sine': sin,
    'gaussian': lambda x: exp(-x * x),
    'pflu': lambda x: x * (1 + x / sqrt(1 + x * x)) / 2,
    'phish': phish,
    'acon_c': lambda x: x * sigmoid(x),
    'pau': pau,
    'smu': lambda x: (D('1.25') * x + D('0.75') * x * erf(D('0.75') * x)) / 2,
    'erfact': lambda x: x * erf(D('0.75') * exp(D('0.75') * x)),
    'max_x_sigmoid': lambda x: largest(x, sigmoid(x)),
    'cos_minus_x': lambda x: cos(x) - x,
    'min_x_sin': lambda x: least(x, sin(x)),
    'atan_sq_minus_x': lambda x: atan(x) * atan(x) - x,
    'max_x_tanh': lambda x: largest(x, tanh(x)),
    'sinc_plus_x': lambda x: sin(x) / x + x,
    'x_asinh_sq': lambda x: x * asinh(x) * asinh(x),
}

TINY = mpf('1e-60')


def at(row, x, digits):
    mp.dps = digits
    result = ROWS[row](Jet(mpf(float(x)), 1))
    return [result.f, result.d, result.dd]


def settled(row, x):
    low, high = at(row, x, 100), at(row, x, 400)
    for a, b in zip(low, high):
        assert abs(a - b) <= max(mpf('1e-25') * abs(b), TINY), (row, float(x), a, b)
    return high


def float32(value):
    return struct.unpack('f', struct.pack('f', value))[0]


def text(value, digits):
    if abs(value) < TINY:
        return '0'
    return mp.nstr(value, digits, min_fixed=-3, max_fixed=7, strip_zeros=True).replace('.0e', 'e')


def main():
    inputs = [float32(v) for v in sorted([-v for v in INPUTS] + INPUTS)]
    print('x', *(text(mpf(x), 9) for x in inputs))
    for row in ROWS:
        values = [settled(row, x) for x in inputs]
        for name, k, digits in ((row, 0, 9), (row + "'", 1, 9), (row + "''", 2, 2)):
            print(name, *(text(value[k], digits) for value in values))


main()
