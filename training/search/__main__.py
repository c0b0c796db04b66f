from training.search.train import main

main()
