/**
 * The weights of mouthOcclusion, in thousandths: the `VALUES` of each field, then the nines of
 * presence and the constant. Written by `npm run bench -- coverings --fit`.
 *
 * Fitted to 9,482 faces: 2,550 of the photo sets (LFW, people, portraits, live, groups), with
 * nothing drawn over them, and over 1,180 of them drawn masks, scarves and hands, dark, clear and
 * tinted glasses, shut lids, hard light and blur. The constant puts 0.7% of the bare faces beyond a
 * half. Among people not used for fitting (the other half), it detected 98% to 99% of surgical, cup
 * and cloth masks, 90% of patterned ones, 95% of scarves and hands, 94% of masks below the nose,
 * and 6 of 6 real masks.
 */
export const MOUTH_WEIGHTS: readonly number[] = [
  -169, -237, 1374, 3308, -3734, 1877, 1324, 361, -2017, -1084, 660, -3298, -2223, 3107, 297, 1112,
  1097, -1740, 810, 462, 614, 58, 342, -702, -1715, 2623, -2047, 3137, -87, 979, -1036, -343, 623,
  -167, -1467, 237, -20, -229, -2592, -233, 330, -2240, 549, 2198, -7532, -4831, 2163, -5, -1218,
  196, 2567, 667, -4196, 196, 571, -1562, 198, 2098, -809, 2458, 759, 243, -1479, 393, 94, -2466,
  -1528, 42, -3628, -962, 503, -1514, -2217, -1847, 151, 2473, -251, -461, 479, 3606, -3426, 1280,
  221, 363, -411, 7132, 1299, -1218, 703, -3738, -33, -1919, -672, 3911, 3981, 1854, -15, 520, 435,
  -652, 4709, 1273, 2388, 5528, 588, 1200, 4839, -5037, -7805, -555, -1743, -802, -878, 3752, 1112,
  -1036, 1985, -606, -761, -146, -480, 969, 4519, 2810, 5041, -704, 308, -4211, -3656, -4664, -1905,
  -1540, -295, 77, -2212, 418, -1752, -1291, -1592, -1600, -340, -255, -1999, 3128, -1886, -227,
  -1931, 400, -4122,
];
