{ x, f }: x |> f
